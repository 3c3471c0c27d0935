#!/bin/sh
# Run once by the PostgreSQL image, on an empty data folder: the two roles of the portal and its database. The portal works as
# portal_app, which owns nothing and so cannot alter the record; migrations alone run as portal_owner. Keycloak gets a database of its own.
set -eu
psql --set ON_ERROR_STOP=1 --quiet --no-psqlrc --username "$POSTGRES_USER" --dbname postgres \
  --set owner="$PORTAL_DATABASE_OWNER_PASSWORD" --set app="$PORTAL_DATABASE_PASSWORD" --set keycloak="$KEYCLOAK_DATABASE_PASSWORD" <<'SQL'
create role portal_owner login password :'owner';
create role portal_app login password :'app';
create database portal owner portal_owner;
revoke all on database portal from public;
grant connect on database portal to portal_app;
create role keycloak login password :'keycloak';
create database keycloak owner keycloak;
revoke all on database keycloak from public;
SQL
