"""Parts of the page 收支账: the register in which lines are typed, months, closing, charges, the chart."""
