-- Readers go on; nobody else numbers meanwhile.
LOCK TABLE statements IN SHARE ROW EXCLUSIVE MODE
