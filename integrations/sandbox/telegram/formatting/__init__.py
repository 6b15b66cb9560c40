"""Text with its marks: read from HTML and Markdown, tidied and measured as Telegram does."""
