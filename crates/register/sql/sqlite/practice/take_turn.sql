-- Nothing to do: the transaction already holds the only right to write.
SELECT 1
