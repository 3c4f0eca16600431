-- CreateTable
CREATE TABLE "pipelines" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "live_name" TEXT,
    "title" TEXT NOT NULL,
    "draft" TEXT NOT NULL,
    "etag" TEXT NOT NULL,
    "wanted" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL,
    "removed_at" DATETIME
);

-- CreateTable
CREATE TABLE "versions" (
    "pipeline_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "note" TEXT,
    "created_at" DATETIME NOT NULL,

    PRIMARY KEY ("pipeline_id", "number"),
    CONSTRAINT "versions_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipelines" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "runs" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "pipeline_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "started_at" DATETIME NOT NULL,
    "ended_at" DATETIME,
    "restarts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    CONSTRAINT "runs_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipelines" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "runs_pipeline_id_version_fkey" FOREIGN KEY ("pipeline_id", "version") REFERENCES "versions" ("pipeline_id", "number") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "restarts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "run_id" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "code" TEXT,
    CONSTRAINT "restarts_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "alert_statuses" (
    "pipeline_id" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "on" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" DATETIME NOT NULL,
    "value" REAL,
    "message" TEXT NOT NULL,
    "acknowledged" DATETIME,
    "silenced_until" DATETIME,
    "event" INTEGER,
    "broken_since" DATETIME,

    PRIMARY KEY ("pipeline_id", "rule"),
    CONSTRAINT "alert_statuses_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipelines" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "alert_events" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "pipeline_id" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "on" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "value" REAL,
    "message" TEXT NOT NULL,
    "sample" TEXT,
    "acknowledged" DATETIME,
    CONSTRAINT "alert_events_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipelines" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "event_id" INTEGER NOT NULL,
    "target" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" DATETIME NOT NULL,
    "answer" TEXT,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    CONSTRAINT "deliveries_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "alert_events" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "metric_blocks" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "pipeline_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "data" BLOB NOT NULL,
    CONSTRAINT "metric_blocks_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipelines" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "sessions" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "created_at" DATETIME NOT NULL,
    "used_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "pipelines_live_name_key" ON "pipelines"("live_name");

-- CreateIndex
CREATE INDEX "pipelines_name_idx" ON "pipelines"("name");

-- CreateIndex
CREATE INDEX "runs_pipeline_id_started_at_idx" ON "runs"("pipeline_id", "started_at");

-- CreateIndex
CREATE INDEX "restarts_run_id_idx" ON "restarts"("run_id");

-- CreateIndex
CREATE INDEX "alert_events_pipeline_id_at_idx" ON "alert_events"("pipeline_id", "at");

-- CreateIndex
CREATE INDEX "deliveries_state_next_at_idx" ON "deliveries"("state", "next_at");

-- CreateIndex
CREATE INDEX "deliveries_event_id_idx" ON "deliveries"("event_id");

-- CreateIndex
CREATE INDEX "metric_blocks_pipeline_id_step_end_idx" ON "metric_blocks"("pipeline_id", "step", "end");

-- CreateIndex
CREATE INDEX "metric_blocks_step_end_idx" ON "metric_blocks"("step", "end");

-- CreateIndex
CREATE INDEX "sessions_used_at_idx" ON "sessions"("used_at");
