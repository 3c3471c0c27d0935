-- The order of versions by semver.org, so that releases are read newest first a page at a time: three numbers, then a release
-- after its pre-releases, whose identifiers are compared one by one, numbers by value and before words, fewer before more.
create function version_order(version text) returns text[] immutable strict parallel safe language sql as $$
    select (select array_agg(lpad(part, 9, '0') order by place) from string_to_table(split_part(version, '-', 1), '.') with ordinality n (part, place))
        || case when strpos(version, '-') = 0 then array['1'] else array['0'] || (
            select array_agg(case when part ~ '^[0-9]+$' then '0' || lpad(part, 18, '0') else '1' || part end order by place)
            from string_to_table(substr(version, strpos(version, '-') + 1), '.') with ordinality p (part, place)) end
$$;
alter table release add column version_order text[] collate "C" generated always as (version_order(version)) stored;
create index release_newest on release (type, version_order);
