-- One row: whether the server promises that an acknowledged write survives a loss of power.
SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit
