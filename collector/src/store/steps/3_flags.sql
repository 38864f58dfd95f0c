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
