"""Speed, as ratios against what it replaces: `make bench`. Never part of the timed tests."""
