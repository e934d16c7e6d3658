"""What happens to one posting: its words become values, then it joins its board's part."""
