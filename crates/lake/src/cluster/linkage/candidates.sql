SELECT
    one.record AS left_record,
    other.record AS right_record,
    link_weigh({task}, {one}, {other}) AS outcome
FROM {one_from} AS one
JOIN {other_from} AS other ON one.{left} = other.{right}{joined}
WHERE one.record < other.record{conditions}
