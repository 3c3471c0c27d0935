package com.trmlabs.portal.audit;

import com.trmlabs.portal.audit.AuditReading.Format;
import com.trmlabs.portal.kernel.Activity;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code /audit/export?format=csv} with the page's own filters: the copy is written while the log is read. */
@Controller
class AuditDownload {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Map<Format, String> TYPES = Map.of(Format.CSV, "text/csv", Format.JSON_LINES, "application/jsonl");
    private static final Map<Format, String> ENDINGS = Map.of(Format.CSV, "csv", Format.JSON_LINES, "jsonl");

    private final AuditReading reading;
    private final Clock clock;

    AuditDownload(AuditReading reading, Clock clock) {
        this.reading = reading;
        this.clock = clock;
    }

    /** An activity like the one it calls, so that who is refused here already is in the record too. */
    @GetMapping("/audit/export")
    @Activity("audit.export")
    @PreAuthorize("hasAnyRole('AUDITOR', 'ADMIN')")
    public void export(@RequestParam MultiValueMap<String, String> parameters, HttpServletResponse response) throws IOException {
        var format = "jsonl".equals(parameters.getFirst("format")) ? Format.JSON_LINES : Format.CSV;
        var name = "audit-" + STAMP.format(clock.instant()) + "." + ENDINGS.get(format);
        response.setContentType(TYPES.get(format));
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(name).build().toString());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        reading.export(FilterParameters.read(parameters), format, response.getWriter());
        response.getWriter().flush();
    }
}
