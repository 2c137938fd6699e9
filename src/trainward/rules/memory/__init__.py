"""MEM: rules about memory and open files."""
