namespace ZmqNative.Patterns.Tests.Security;

public sealed class CertificateUsersTests : SecurityTest
{
    [Test]
    public async Task A_certificate_of_the_folder_is_accepted_with_its_metadata_until_it_is_deleted()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("certificates");
        try
        {
            string file = Path.Combine(folder.FullName, "alice.key");
            using (Certificate certificate = Certificate.FromPublicKey(ClientKeys.PublicKey, [new("name", "alice"), new("role", "admin")]))
            {
                certificate.SavePublic(file);
            }

            await using Authenticator authenticator = Authenticate(
                new AuthenticationPolicy { Curve = new CertificateUsers(new CertificateFolder(folder.FullName), "name") });
            await using ReplyServer server = new(
                AnyPort,
                static request => $"{request.UserId} {request.User!.IsInRole("admin")}",
                On(new ReplyServerOptions { Security = new CurveServer(ServerKeys) }));
            await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
            Assert.That(await client.RequestAsync("x", cancellationToken: Limit), Is.EqualTo("alice True"));
            foreach (FileInfo each in folder.GetFiles())
            {
                each.Delete();
            }

            await using RequestClient late = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
            await Assert.ThrowsAsync<AuthenticationRejectedException>(() => late.RequestAsync("x", cancellationToken: Limit).AsTask());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
