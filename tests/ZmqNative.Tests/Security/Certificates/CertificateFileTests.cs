using System.Runtime.Versioning;
using System.Text;

namespace ZmqNative.Tests;

public sealed class CertificateFileTests : CertificateTest
{
    private const string PublicKey = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
    private const string SecretKey = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

    private static readonly KeyValuePair<string, string>[] Metadata =
    [
        new("name", "Åsa \"the admin\" Ünal"),
        new("e-mail", "asa@example.org # private"),
        new("empty", string.Empty),
        new("blanks", "  it's = so\t"),
        new("both", "it's \"both\""),
        new("name", "a second one"),
    ];

    [TestCase("client", TestName = "A_saved_certificate_is_loaded_with_czmqs_names")]
    [TestCase("client.key", TestName = "A_saved_certificate_is_loaded_with_pyzmqs_names")]
    public void A_saved_certificate_is_loaded(string name)
    {
        using Certificate saved = Certificate.Create(Metadata);
        saved.Save(At(name));
        using Certificate secret = Certificate.Load(At(name));
        using Certificate named = Certificate.Load(At(name + "_secret"));
        using Certificate short_ = Certificate.Load(At("client"));
        using Certificate peer = Certificate.LoadPublic(At("client"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Directory.GetFiles(Folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { name, name + "_secret" }));
            foreach (Certificate loaded in new[] { secret, named, short_, peer })
            {
                Assert.That(loaded.PublicKey, Is.EqualTo(saved.PublicKey));
                Assert.That(loaded.Metadata, Is.EqualTo(Metadata));
                Assert.That(Encoding.ASCII.GetString(loaded.SecretKey), Is.EqualTo(loaded == peer ? "" : Encoding.ASCII.GetString(saved.SecretKey)));
            }

            Assert.That(File.ReadAllText(At(name)), Does.Not.Contain(Encoding.ASCII.GetString(saved.SecretKey)));
        }

        File.Delete(At(name + "_secret"));
        Assert.That(Certificate.Load(At(name)).HasSecretKey, Is.False, "the public file alone is there");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "file modes are those of Unix")]
    [UnsupportedOSPlatform("windows")]
    public void The_secret_file_belongs_to_its_owner_alone()
    {
        using Certificate certificate = Certificate.Create();
        File.WriteAllText(At("client_secret"), "an old one that all can read");
        certificate.Save(At("client"));
        Assert.That(File.GetUnixFileMode(At("client_secret")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.GetUnixFileMode(At("client")) & UnixFileMode.UserRead, Is.EqualTo(UnixFileMode.UserRead));
    }

    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.GroupWrite)]
    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.OtherWrite)]
    [Platform(Exclude = "Win", Reason = "file modes are those of Unix")]
    [UnsupportedOSPlatform("windows")]
    public void A_secret_file_that_others_can_access_is_refused(UnixFileMode more)
    {
        using Certificate certificate = Certificate.Create();
        certificate.Save(At("client"));
        File.SetUnixFileMode(At("client_secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => Certificate.Load(At("client")),
                Throws.TypeOf<CertificateException>().With.Message.Contains("chmod 600").And.Property(nameof(CertificateException.Path)).EqualTo(At("client_secret")));
            Assert.That(Certificate.LoadPublic(At("client")).PublicKey, Is.EqualTo(certificate.PublicKey));
            using Certificate loaded = Certificate.Load(At("client"), unsafeIgnorePermissions: true);
            Assert.That(loaded.HasSecretKey, Is.True);
        }
    }

    [Test]
    public void A_save_that_fails_leaves_the_old_files_and_no_other()
    {
        using Certificate old = Certificate.Create();
        using Certificate made = Certificate.Create();
        old.SavePublic(At("client"));
        Directory.CreateDirectory(At("client_secret"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => made.Save(At("client")), Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
            Assert.That(Certificate.LoadPublic(At("client")).PublicKey, Is.EqualTo(old.PublicKey), "the secret file is replaced first");
            Assert.That(Directory.GetFiles(Folder), Has.Length.EqualTo(1));
            Assert.That(() => made.Save(At("missing/client")), Throws.TypeOf<DirectoryNotFoundException>());
            Assert.That(() => made.Save(At("client_secret")), Throws.ArgumentException);
            Assert.That(() => made.SavePublic(string.Empty), Throws.ArgumentException);
            Assert.That(() => Certificate.Load(At("missing")), Throws.TypeOf<FileNotFoundException>());
            Assert.That(() => Certificate.LoadPublic(At("missing")), Throws.TypeOf<FileNotFoundException>());
        }
    }

    [Test]
    public async Task Readers_find_whole_certificates_while_one_is_saved()
    {
        using Certificate first = Certificate.Create();
        using Certificate second = Certificate.Create();
        first.Save(At("client"));
        using CancellationTokenSource done = new();
        Task<int> reader = Task.Run(() =>
        {
            int read = 0;
            while (!done.IsCancellationRequested || read == 0)
            {
                using Certificate loaded = Certificate.Load(At("client"));
                Assert.That(loaded.HasSecretKey, Is.True);
                read++;
            }

            return read;
        });
        for (int i = 0; i < 200; i++)
        {
            (i % 2 == 0 ? second : first).Save(At("client"));
        }

        await done.CancelAsync();
        Assert.That(await reader, Is.Positive);
    }

    [TestCase("", 0, "empty")]
    [TestCase("\n# nothing\n", 0, "no public-key")]
    [TestCase("curve\n    public-key = \"$\"\n", 2, "40 characters")]
    [TestCase("curve\n    public-key = $P\n", 2, "quotes", TestName = "A_key_with_a_number_sign_needs_quotes")]
    [TestCase("curve\n    public-key = \"$P\"\n    public-key = \"$P\"", 3, "second public-key")]
    [TestCase("curve\n    public-key = \"$P\"\n    secret-key = \"$S\"\n    secret-key = \"$S\"", 4, "second secret-key")]
    [TestCase("curve\n    public-key = \"$P\"\n    secret-key = \"$P\"", 0, "does not belong")]
    [TestCase("curve\n    public-key = \"$P\"\n    secret-key = \"$S\" $S", 3, "40 characters")]
    [TestCase("public-key = \"$P\"", 0, "no public-key")]
    [TestCase("metadata\n    public-key = \"$P\"", 0, "no public-key")]
    [TestCase("curve\n  public-key = \"$P\"", 2, "4 spaces")]
    [TestCase("curve\n        public-key = \"$P\"", 2, "4 spaces more")]
    [TestCase("    public-key = \"$P\"", 1, "4 spaces more")]
    [TestCase("curve\n\tpublic-key = \"$P\"", 2, "begins with a name")]
    [TestCase("curve\r\r\n    /x = 1\r\n    public-key = \"$P\"", 3, "begins with a name")]
    [TestCase("metadata\n    $S $S\n", 2, "after the name", TestName = "A_line_that_is_no_property_is_named_without_its_text")]
    [TestCase("metadata\n    x = \u0001", 2, "printable")]
    public void A_malformed_file_is_refused_with_its_line_and_without_its_keys(string text, int line, string problem)
    {
        const string WithNumberSign = "Yne@#w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
        string key = text.Contains("= $P", StringComparison.Ordinal) ? WithNumberSign : PublicKey;
        File.WriteAllText(At("client"), text.Replace("$P", key, StringComparison.Ordinal).Replace("$S", SecretKey.Replace("$", "", StringComparison.Ordinal), StringComparison.Ordinal));
        CertificateException thrown = Assert.Throws<CertificateException>(() => Certificate.Load(At("client"), unsafeIgnorePermissions: true))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(thrown.Line, Is.EqualTo(line));
            Assert.That(thrown.Path, Is.EqualTo(At("client")));
            Assert.That(thrown.Problem, Does.Contain(problem));
            Assert.That(thrown.Message, Does.Contain(At("client")).And.Contain(thrown.Problem));
            Assert.That(thrown.ToString(), Does.Not.Contain(SecretKey[..8]).And.Not.Contain(PublicKey[..4]));
            Assert.That(thrown.IsTransient, Is.False);
        }
    }

    [Test]
    public void Bytes_that_are_no_text_and_files_that_are_too_long_are_refused()
    {
        File.WriteAllBytes(At("bytes"), [.. "metadata\n    x = "u8, 0xFF, 0xFE]);
        File.WriteAllText(At("long"), Written() + new string('#', CertificateText.MaxSize));
        File.WriteAllText(At("short_secret"), Written());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Certificate.Load(At("bytes")), Throws.TypeOf<CertificateException>().With.Message.Contains("UTF-8"));
            Assert.That(() => Certificate.Load(At("long")), Throws.TypeOf<CertificateException>().With.Message.Contains("65,536"));
            Assert.That(() => Certificate.Load(At("short")), Throws.TypeOf<CertificateException>().With.Message.Contains("no secret-key"));
        }
    }

    [TestCase("curve\n    public-key = $\n")]
    [TestCase("\uFEFF# x\r\ncurve # y\r\n    public-key = '$' # z\r\n")]
    [TestCase("metadata\n    a\n        b = 1\n\n   \n  # odd\n    c = \"x\" y\nother\n    public-key = no\ncurve\n    secret-key = \"0000000000000000000000000000000000000000\"\n    public-key = \"$\"")]
    public void What_other_tools_and_editors_write_is_read(string text)
    {
        File.WriteAllText(At("client"), text.Replace("$", PublicKey, StringComparison.Ordinal));
        using Certificate loaded = Certificate.Load(At("client"), unsafeIgnorePermissions: true);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(loaded.PublicKey, Is.EqualTo(PublicKey));
            Assert.That(loaded.HasSecretKey, Is.False, "CZMQ writes zeros for none");
            Assert.That(loaded.Metadata, text.StartsWith('m')
                ? Is.EqualTo(new KeyValuePair<string, string>[] { new("a", ""), new("c", "\"x\" y") })
                : Is.Empty);
        }
    }

    private static string Written() => $"metadata\ncurve\n    public-key = \"{PublicKey}\"\n";
}
