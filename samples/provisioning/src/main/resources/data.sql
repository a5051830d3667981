insert into plan (name) select 'starter' where not exists (select 1 from plan where name = 'starter');
insert into plan (name) select 'team' where not exists (select 1 from plan where name = 'team');
