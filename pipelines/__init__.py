"""What happens to one posting: its words become values, then it joins the part of its board."""
