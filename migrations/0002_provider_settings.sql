CREATE TABLE `provider_settings` (
	`account` text NOT NULL,
	`kind` text NOT NULL,
	`service` text,
	`base_url` text,
	`model` text,
	`streaming` integer NOT NULL,
	`recipient` text NOT NULL,
	`key_envelope` text,
	`key_version` integer NOT NULL,
	`key_last_four` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`account`, `kind`)
);
