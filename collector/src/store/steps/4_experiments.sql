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
