create table if not exists plan (
	name varchar(40) primary key
);

create table if not exists account (
	entitlement_id varchar(255) primary key,
	customer_id varchar(255) not null,
	plan varchar(40) not null references plan,
	opened_at timestamp with time zone not null,
	closed_at timestamp with time zone
);

create table if not exists arrival (
	event_id varchar(255) primary key,
	type varchar(255) not null,
	received_at timestamp with time zone not null
);
