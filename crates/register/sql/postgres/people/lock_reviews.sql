-- No row: holds other writers of reviews off until the end of the transaction, so that a number that is read stays the
-- next. Readers do not wait.
LOCK TABLE linkage_reviews IN SHARE ROW EXCLUSIVE MODE
