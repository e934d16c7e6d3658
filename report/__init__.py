"""What people see of a run or a snapshot: console, page, feed, data package and exports."""
