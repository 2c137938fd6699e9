"""PAR: rules about parameters, buffers and what an update does to them."""
