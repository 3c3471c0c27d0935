package com.trmlabs.portal.customer.preflight;

import com.trmlabs.portal.customer.spi.CloudProjects.Subnet;
import com.trmlabs.portal.kernel.Cidr;
import java.util.stream.Stream;

/** A range with its name; the primary one bears the name of its subnet. */
record Named(String subnet, String name, Cidr range) {

    static Stream<Named> of(Subnet subnet) {
        return Stream.concat(Stream.of(new Named(subnet.name(), subnet.name(), subnet.range())),
                subnet.secondaryRanges().entrySet().stream().map(range -> new Named(subnet.name(), range.getKey(), range.getValue())));
    }

    boolean isPrimary() {
        return name.equals(subnet);
    }

    @Override
    public String toString() {
        return (isPrimary() ? name : subnet + "/" + name) + " " + range;
    }
}
