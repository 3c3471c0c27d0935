-- Both tables are distributed alike by now, as Citus asks of a foreign key between them.
ALTER TABLE transfer ADD CONSTRAINT transfer_of_known_address FOREIGN KEY (address) REFERENCES address;
