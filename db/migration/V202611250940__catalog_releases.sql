create table chart (
    digest      text primary key,
    name        text        not null,
    content     bytea       not null,
    uploaded_at timestamptz not null,
    uploaded_by text        not null,
    check (digest = 'sha256:' || encode(sha256(content), 'hex'))
);

create table release (
    type         text        not null check (type ~ '^[a-z][a-z0-9-]{1,29}$'),
    version      text        not null check (version ~ '^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$'),
    chart        text        not null references chart,
    images       jsonb       not null check (jsonb_typeof(images) = 'object' and images <> '{}'),
    notes        text        not null check (notes <> ''),
    base         text check (base ~ '^sha256:[0-9a-f]{64}$'),
    published_at timestamptz not null,
    published_by text        not null,
    primary key (type, version)
);

-- What was approved under a version stays what that version is.
create function published_stays() returns trigger language plpgsql as $$
begin
    raise exception 'what was published is never altered or taken back';
end $$;
create trigger published_stays before update or delete or truncate on release
    for each statement execute function published_stays();
create trigger published_stays before update or delete or truncate on chart
    for each statement execute function published_stays();
revoke update, delete, truncate on chart, release from "${appRole}";
