"""What measures a program from outside: a terminal, the kernel's accounts, states, and how a figure is told."""
