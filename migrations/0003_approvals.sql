CREATE TABLE `account_settings` (
	`account` text PRIMARY KEY NOT NULL,
	`approvals` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `conversations` ADD `tainted` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `conversations` ADD `awaits_approval` integer DEFAULT false NOT NULL;