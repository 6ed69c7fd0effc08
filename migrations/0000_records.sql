CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`title` text NOT NULL,
	`model` text NOT NULL,
	`pinned` integer NOT NULL,
	`archived` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `conversations_by_account` ON `conversations` (`account`,`archived`,`pinned`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `deployments` (
	`id` text PRIMARY KEY NOT NULL,
	`conversation_id` text NOT NULL,
	`account` text NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`folder` text NOT NULL,
	`files` integer NOT NULL,
	`size_bytes` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deployments_slug_unique` ON `deployments` (`slug`);--> statement-breakpoint
CREATE INDEX `deployments_by_account` ON `deployments` (`account`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `deployments_by_conversation` ON `deployments` (`conversation_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `messages` (
	`conversation_id` text NOT NULL,
	`id` text NOT NULL,
	`account` text NOT NULL,
	`role` text NOT NULL,
	`turn_id` text NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`conversation_id`, `id`)
) WITHOUT ROWID;
