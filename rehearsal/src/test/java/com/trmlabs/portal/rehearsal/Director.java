package com.trmlabs.portal.rehearsal;

import com.trmlabs.portal.rehearsal.state.Folder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whoever has the director's word says by it what shall be. */
public record Director(URI desk, String word) {

    /** Of the rehearsal that keeps its state there. */
    public static Director of(Path folder) throws IOException {
        return new Director(Endpoints.in(new Folder(folder)).orElseThrow().director(), Files.readString(folder.resolve("director.token")));
    }

    public HttpResponse<String> say(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(desk + path))
                .header("Authorization", "Bearer " + word)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
