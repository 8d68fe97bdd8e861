"""Parts of the page 数据同步: sticks, what is on them, the result of an exchange, joining, who is late."""
