-- Others who add to the table wait until the end of the transaction, so that numbers have no gap.
LOCK TABLE practices IN EXCLUSIVE MODE
