-- On Citus both tables are spread over the workers by address and lie together; plain PostgreSQL needs nothing.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('address', 'address');
        PERFORM create_distributed_table('transfer', 'address', colocate_with => 'address');
    END IF;
END
$$;
