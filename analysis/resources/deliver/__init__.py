"""The template of the index page of all reports."""
