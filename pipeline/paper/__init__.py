"""What everything on paper shares: letters, frames, degrees, scales, file names, many hands."""
