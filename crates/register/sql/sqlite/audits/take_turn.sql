-- The right to write is held already: nobody else numbers meanwhile.
SELECT 1
