import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Submits a list and prints what became of it: {@code Procuratorate URL PARTY KEYS LIST}. */
final class Procuratorate {
    public static void main(String[] args) throws Exception {
        AidGateway gateway = new AidGateway(args[0], args[1], Path.of(args[2]));
        Path list = Path.of(args[3]);

        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", gateway.party);
        claims.put("aud", gateway.id);
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("jti", messageId(list));
        claims.put("type", "aid-subject-list");
        claims.put("version", "1");
        claims.put("body", AidGateway.object(Files.readAllBytes(list)));
        byte[] envelope = gateway.encrypt(gateway.sign(claims, "aid-message+jwt")).getBytes(StandardCharsets.US_ASCII);

        HttpResponse<byte[]> answered = gateway.call("POST", "/v1/messages", envelope, "application/jose", false);
        Map<String, Object> answer = AidGateway.json(answered);
        String id = (String) answer.get("id");
        Map<String, Object> receipt =
                gateway.verify((String) answer.get("receipt"), "aid-submission-receipt+jwt");
        boolean first = answered.statusCode() == 202;
        if (!gateway.id.equals(receipt.get("iss")) || !gateway.party.equals(receipt.get("aud"))
                || !id.equals(receipt.get("sub"))
                || first && !AidGateway.digestOf(envelope).equals(receipt.get("digest"))) {
            throw new IllegalStateException("the submission receipt speaks of something else");
        }

        Map<String, Object> view = AidGateway.json(gateway.call("GET", "/v1/messages/" + id, null, null, false));
        for (Map<String, Object> packet : AidGateway.objects(view, "packets")) {
            System.out.println(packet.get("recipient") + " " + packet.get("state"));
        }
    }

    /** The message's own id, kept beside the list: it must outlive this process (section 10, step 4). */
    private static String messageId(Path list) throws Exception {
        Path record = Path.of(list + ".jti");
        if (!Files.exists(record)) {
            Path draft = Path.of(record + ".part");
            Files.writeString(draft, UUID.randomUUID().toString());
            Files.move(draft, record, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(record);
    }
}
