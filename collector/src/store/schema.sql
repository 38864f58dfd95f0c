-- Hoofprint's database. Read it with `sqlite3 hoofprint.sqlite3`.
--
-- Times are milliseconds since 1970 in UTC: `datetime(timestamp / 1000, 'unixepoch')` shows one. Uuids are text,
-- properties are JSON text: `properties ->> '$."$current_url"'` reads one. The view `events_with_person` does both for you.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- One row a project token; made by its first event.
CREATE TABLE projects (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
);

-- Every event once, in the order of arrival. Never changed afterwards, but for a `$pageleave` when the visitor leaves that
-- view again: whose an event is, `person_distinct_ids` says.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    uuid TEXT NOT NULL,
    event TEXT NOT NULL,
    distinct_id TEXT NOT NULL,
    -- The person when the event arrived; a merge may have given the distinct id to another one since.
    person_uuid TEXT NOT NULL,
    -- full, propertyless or force_upgrade.
    person_mode TEXT NOT NULL,
    -- When it happened, by the collector's clock.
    timestamp INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- The sender's clock when the request left.
    sent_at INTEGER,
    session_id TEXT,
    properties TEXT NOT NULL,
    -- What was clicked, innermost first.
    elements_chain TEXT
);
CREATE UNIQUE INDEX events_by_uuid ON events (project_id, uuid);
CREATE INDEX events_by_name ON events (project_id, event);
CREATE INDEX events_by_distinct_id ON events (project_id, distinct_id, timestamp);

-- One row each time that an event changed after it was stored, with its time before, so that what is made from the events can
-- be brought up to date.
CREATE TABLE amendments (
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL,
    timestamp_before INTEGER NOT NULL
);

CREATE TABLE persons (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    uuid TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    is_identified INTEGER NOT NULL,
    properties TEXT NOT NULL,
    UNIQUE (project_id, uuid)
);

-- Whose each distinct id is.
CREATE TABLE person_distinct_ids (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    distinct_id TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES persons (id),
    PRIMARY KEY (project_id, distinct_id)
) WITHOUT ROWID;
CREATE INDEX person_distinct_ids_by_person ON person_distinct_ids (person_id);

-- Distinct ids with events but, at the time, without a person.
CREATE TABLE personless_distinct_ids (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    distinct_id TEXT NOT NULL,
    PRIMARY KEY (project_id, distinct_id)
) WITHOUT ROWID;

-- At most five a project, in the order first seen; an event's `$group_<type_index>` is the key of its group.
CREATE TABLE group_types (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    type_index INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (project_id, type_index),
    UNIQUE (project_id, name)
) WITHOUT ROWID;

CREATE TABLE groups (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    type_index INTEGER NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    properties TEXT NOT NULL,
    PRIMARY KEY (project_id, type_index, key)
);

-- Whom each person has acted for, at most 1,000 groups a person: one row for each group that an event of theirs carried in
-- `$groups`, with the times of the first and the last such event. `last_seen` may be an hour behind the last event, so that
-- not every event writes.
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

-- Events that were refused. The newest 10,000.
CREATE TABLE rejects (
    id INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    token TEXT NOT NULL,
    uuid TEXT,
    field TEXT NOT NULL,
    message TEXT NOT NULL,
    raw TEXT NOT NULL
);

-- Events that were stored although a part of them was not followed, such as a refused merge. The newest 10,000.
CREATE TABLE warnings (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    event_uuid TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
);

-- Read keys, as the SHA-256 of their text in hexadecimal.
CREATE TABLE keys (
    hash TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Events with the person they count for now, all merges considered.
CREATE VIEW events_with_person AS
SELECT
    e.id,
    e.project_id,
    e.uuid,
    e.event,
    e.distinct_id,
    coalesce(p.uuid, e.person_uuid) AS person_uuid,
    p.id AS person_id,
    p.is_identified,
    p.properties AS person_properties,
    e.person_mode,
    e.timestamp,
    strftime('%Y-%m-%dT%H:%M:%fZ', e.timestamp / 1000.0, 'unixepoch') AS happened_at,
    e.received_at,
    e.session_id,
    e.properties,
    e.elements_chain
FROM events e
LEFT JOIN person_distinct_ids d ON d.project_id = e.project_id AND d.distinct_id = e.distinct_id
LEFT JOIN persons p ON p.id = d.person_id;

-- Feature flags, cohorts, and keys that may change them.

-- What each key may do: `read`, or `admin`, which may change flags and cohorts, too.
ALTER TABLE keys ADD COLUMN kind TEXT NOT NULL DEFAULT 'read';

-- Flags, with their filters in PostHog's form.
CREATE TABLE flags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    active INTEGER NOT NULL,
    filters TEXT NOT NULL,
    -- Whether visitors keep the answer that they had before they logged in.
    ensure_experience_continuity INTEGER NOT NULL,
    -- JSON: how it is offered to visitors who want it early.
    early_access TEXT,
    -- Raised by each change.
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (project_id, key)
);

-- Each change of a flag: the whole of it before and after, as JSON; no `before` when it was made, no `after` when it was
-- deleted. The newest 1,000 of a flag.
CREATE TABLE flag_history (
    id INTEGER PRIMARY KEY,
    flag_id INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    before TEXT,
    after TEXT
);
CREATE INDEX flag_history_by_flag ON flag_history (flag_id, id);

-- The id that stands for a visitor in a flag that stays the same over the login: the one before it.
CREATE TABLE flag_overrides (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    distinct_id TEXT NOT NULL,
    flag_id INTEGER NOT NULL REFERENCES flags (id),
    hash_key TEXT NOT NULL,
    PRIMARY KEY (project_id, distinct_id, flag_id)
) WITHOUT ROWID;
CREATE INDEX flag_overrides_by_flag ON flag_overrides (flag_id);

-- Persons with certain properties, by filters in PostHog's form, or, without filters, a list of distinct ids.
CREATE TABLE cohorts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    filters TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE TABLE cohort_distinct_ids (
    cohort_id INTEGER NOT NULL REFERENCES cohorts (id),
    distinct_id TEXT NOT NULL,
    PRIMARY KEY (distinct_id, cohort_id)
) WITHOUT ROWID;
CREATE INDEX cohort_distinct_ids_by_cohort ON cohort_distinct_ids (cohort_id);

-- A flag whose variants are compared by what persons or groups do afterwards.
CREATE TABLE experiments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    flag_key TEXT NOT NULL,
    goal_event TEXT NOT NULL,
    -- JSON: filters on the goal's properties, in PostHog's form.
    goal_properties TEXT NOT NULL,
    -- The times that count: from the first one on, up to the other. Without an end it runs.
    starts_at INTEGER NOT NULL,
    ends_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

-- Insights that were saved.
CREATE TABLE insights (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    -- JSON: the body of a call to /api/insights/run, without its token.
    query TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE dashboards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    -- JSON: a list of insights, each with its size.
    tiles TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
