-- The durable inbox of webhooks. Times are milliseconds since 1970-01-01 UTC by the database's clock,
-- except received_at, which is the application's. The collation tells ids apart that differ in case or
-- in blanks at their end.

CREATE TABLE IF NOT EXISTS automatum_webhook_event (
	seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	id VARCHAR(320) NOT NULL,
	event_type VARCHAR(255) NOT NULL,
	event_key VARCHAR(255) NOT NULL,
	digest VARCHAR(64) NOT NULL,
	body LONGBLOB,
	received_at BIGINT NOT NULL,
	trace_context VARCHAR(1000),
	state VARCHAR(10) NOT NULL,
	attempts INTEGER NOT NULL,
	lane VARCHAR(255),
	handler VARCHAR(255),
	reason VARCHAR(255),
	changed_at BIGINT NOT NULL,
	UNIQUE KEY automatum_webhook_event_id (id),
	KEY automatum_webhook_event_lane (lane, seq),
	KEY automatum_webhook_event_state (state, changed_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS automatum_webhook_completion (
	event_seq BIGINT NOT NULL,
	handler VARCHAR(255) NOT NULL,
	PRIMARY KEY (event_seq, handler)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS automatum_webhook_lane (
	lane_key VARCHAR(255) NOT NULL PRIMARY KEY,
	next_at BIGINT,
	owner VARCHAR(36),
	fence BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	KEY automatum_webhook_lane_next (owner, next_at),
	KEY automatum_webhook_lane_idle (next_at, changed_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS automatum_webhook_instance (
	id VARCHAR(36) NOT NULL PRIMARY KEY,
	lease_until BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
