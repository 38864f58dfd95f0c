-- Insights and dashboards, and which events changed after they were stored.

CREATE TABLE amendments (
    id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL,
    timestamp_before INTEGER NOT NULL
);

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
