"""Parts of the page 个人信息, and what is done about one person: periods, requests, consents, erasing."""
