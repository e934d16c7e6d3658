"""What is found out about a page that is no board yet."""
