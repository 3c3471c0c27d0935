package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.service.ServiceQueries.Health;
import com.trmlabs.portal.service.ServiceQueries.Row;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.Times;
import com.trmlabs.portal.ui.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** How the customers' services are: one line for all that is well, one for each that is not. */
@Component
class Fleet implements Work {

    private final ServiceQueries services;

    Fleet(ServiceQueries services) {
        this.services = services;
    }

    @Override
    public List<Portion> portions() {
        List<Row> all = services.all();
        if (all.isEmpty()) {
            return List.of();
        }
        List<Item> items = new ArrayList<>(List.of(summary(all)));
        all.stream().filter(row -> row.health() != Health.HEALTHY).map(Fleet::item).forEach(items::add);
        return List.of(new Portion(Group.FLEET, items));
    }

    private static Item summary(List<Row> all) {
        Map<Health, Long> counts = all.stream().collect(Collectors.groupingBy(Row::health, TreeMap::new, Collectors.counting()));
        String words = counts.entrySet().stream().map(count -> count.getValue() + " " + Status.of(count.getKey()).word()).collect(Collectors.joining(", "));
        long well = counts.getOrDefault(Health.HEALTHY, 0L);
        return new Item("Customers", "customers", "%d of %d services are healthy".formatted(well, all.size()),
                well == all.size() ? Status.HEALTHY : Status.WARN, words + oldest(all), null);
    }

    private static String oldest(List<Row> all) {
        Optional<Instant> oldest = all.stream().map(Row::asOf).flatMap(Optional::stream).min(Instant::compareTo);
        return oldest.map(at -> ". Oldest reading " + Times.full(at)).orElse(". Not read yet");
    }

    private static Item item(Row row) {
        return new Item(row.service().toString(), "services/" + row.service(), row.customer().value(), Status.of(row.health()),
                row.healthNote(), null);
    }
}
