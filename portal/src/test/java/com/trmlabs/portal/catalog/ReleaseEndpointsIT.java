package com.trmlabs.portal.catalog;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

@PostgresTest
class ReleaseEndpointsIT {

    private static final Sent SENT = Sent.shippedChart();
    private static final As PIPELINE = As.machineOf("olga@example.test", "releases:publish");

    @Autowired WebApplicationContext context;
    MockMvc http;

    @BeforeEach
    void openDoor() throws Exception {
        http = MockMvcBuilders.webAppContextSetup(context).apply(springSecurity()).build();
        upload(PIPELINE, SENT.digest(), SENT.chart());
    }

    @Test
    void publishesOnceAndAnswersTheSameAgain() throws Exception {
        upload(PIPELINE, SENT.digest(), SENT.chart()).andExpect(status().isOk());
        String body = body("20.4.0", Sent.image("20.4.0"), "Faster *paging*.");
        publish(PIPELINE, body).andExpect(status().isCreated())
                .andExpect(header().string("Location", "/api/v1/releases/api/20.4.0"))
                .andExpect(jsonPath("$.images.api").value(Sent.image("20.4.0")));
        publish(PIPELINE, body).andExpect(status().isOk()).andExpect(jsonPath("$.version").value("20.4.0"));
        publish(PIPELINE, body("20.4.0", Sent.image("other"), "Faster *paging*."))
                .andExpect(status().isConflict()).andExpect(jsonPath("$.field").value("version"));
    }

    @Test
    void namesTheFieldOfATag() throws Exception {
        publish(PIPELINE, body("20.5.0", "registry.example.com/trm/api:20.5.0", "Notes.")).andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.title").value("Not published"))
                .andExpect(jsonPath("$.field").value("images.api"))
                .andExpect(jsonPath("$.detail").value(containsString("a tag, which can be moved later")));
        publish(PIPELINE, "{}").andExpect(status().isUnprocessableContent()).andExpect(jsonPath("$.field").value("type"));
        publish(PIPELINE, "{").andExpect(status().isBadRequest());
    }

    @Test
    void refusesChartsByTheirContent() throws Exception {
        upload(PIPELINE, "sha256:" + "12".repeat(32), SENT.chart()).andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.field").value("digest"));
        upload(PIPELINE, SENT.digest(), new byte[1_100_000]).andExpect(status().isContentTooLarge());
        byte[] noArchive = "no archive".getBytes();
        upload(PIPELINE, ChartArchive.digest(noArchive).value(), noArchive).andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.field").value("chart"));
    }

    @Test
    void letsEverybodySignedInReadAndNobodyElse() throws Exception {
        publish(PIPELINE, body("20.6.0", Sent.image("20.6.0"), "Notes.")).andExpect(status().isCreated());
        As auditor = As.person("audra@example.test", Role.AUDITOR);
        http.perform(get("/api/v1/releases").param("type", "api").with(authentication(auditor.authentication())))
                .andExpect(status().isOk()).andExpect(jsonPath("$[*].version").value(hasItem("20.6.0")));
        http.perform(get("/api/v1/releases/api/20.6.0").with(authentication(auditor.authentication())))
                .andExpect(status().isOk()).andExpect(jsonPath("$.chart").value(SENT.digest()));
        http.perform(get("/api/v1/releases").param("type", "api")).andExpect(status().is4xxClientError());
        upload(auditor, SENT.digest(), SENT.chart()).andExpect(status().isForbidden());
        publish(auditor, body("20.7.0", Sent.image("20.7.0"), "Notes.")).andExpect(status().isForbidden());
    }

    private ResultActions upload(As as, String digest, byte[] archive) throws Exception {
        return http.perform(put("/api/v1/charts/" + digest).contentType("application/gzip").content(archive).with(authentication(as.authentication())));
    }

    private ResultActions publish(As as, String body) throws Exception {
        return http.perform(post("/api/v1/releases").contentType(MediaType.APPLICATION_JSON).content(body).with(authentication(as.authentication())));
    }

    private static String body(String version, String image, String notes) {
        return """
                {"type": "api", "version": "%s", "chart": "%s", "images": {"api": "%s"}, "notes": "%s"}"""
                .formatted(version, SENT.digest(), image, notes);
    }
}
