"""Convoy sheets: one page of paper for the way to one community, and a GPX file beside it."""
