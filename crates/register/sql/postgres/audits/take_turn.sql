-- Readers go on; nobody else numbers meanwhile.
LOCK TABLE audits IN SHARE ROW EXCLUSIVE MODE
