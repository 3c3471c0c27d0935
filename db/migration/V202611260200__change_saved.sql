-- Who said last what a change asks for, told to whoever edits what was before. Of earlier changes only the request is known.
alter table change add column saved_by text, add column saved_at timestamptz;
update change set saved_by = requester_name, saved_at = created;
alter table change alter column saved_by set not null, alter column saved_at set not null;
