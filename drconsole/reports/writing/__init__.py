"""Writing of facts as Markdown, HTML, JSON and CSV."""
