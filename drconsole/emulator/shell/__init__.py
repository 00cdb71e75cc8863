"""Shell of the emulator: sockets, TLS, files and signals around its core."""
