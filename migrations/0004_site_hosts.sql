ALTER TABLE `deployments` ADD `outside_hosts` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `deployments` ADD `open_hosts` text DEFAULT '[]' NOT NULL;