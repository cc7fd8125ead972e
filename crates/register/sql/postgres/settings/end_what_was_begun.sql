-- Ends whatever a connection had begun: a change that was given up while it began leaves the server's side open.
ROLLBACK
