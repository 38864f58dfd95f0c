-- Persons remember their groups: the table, and what the events so far say.

CREATE TABLE person_groups (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    project_id INTEGER NOT NULL REFERENCES projects (id),
    type_index INTEGER NOT NULL,
    key TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (person_id, type_index, key)
) WITHOUT ROWID;
CREATE INDEX person_groups_by_group ON person_groups (project_id, type_index, key, last_seen);

-- `$group_<type_index>` is the key as text. An amended `$pageleave` lacks it, and has the key in `$groups` alone.
INSERT INTO person_groups (person_id, project_id, type_index, key, first_seen, last_seen)
WITH carried AS (
    SELECT
        d.person_id,
        e.project_id,
        t.type_index,
        CAST(coalesce(e.properties ->> ('$."$group_' || t.type_index || '"'), g.value) AS TEXT) AS key,
        e.timestamp
    FROM events e
    JOIN person_distinct_ids d ON d.project_id = e.project_id AND d.distinct_id = e.distinct_id
    JOIN json_each(e.properties, '$."$groups"') g
    JOIN group_types t ON t.project_id = e.project_id AND t.name = g.key
    WHERE e.person_mode != 'propertyless'
        AND json_type(e.properties, '$."$groups"') = 'object'
        -- What JavaScript takes for false is no key.
        AND g.type NOT IN ('null', 'false')
        AND g.value NOT IN ('', 0)
),
memberships AS (
    SELECT person_id, project_id, type_index, key, min(timestamp) AS first_seen, max(timestamp) AS last_seen
    FROM carried
    -- The bounds that hold for new events; NUL, which they have replaced, SQL cannot replace.
    WHERE length(key) <= 400 AND instr(key, char(0)) = 0
    GROUP BY person_id, project_id, type_index, key
)
SELECT person_id, project_id, type_index, key, first_seen, last_seen
FROM (SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY last_seen DESC, type_index, key) AS place FROM memberships)
WHERE place <= 1000;
