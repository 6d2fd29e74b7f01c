using System.Diagnostics;
using System.Text;

namespace ZmqNative.Tests;

public sealed class CertificateFolderTests : CertificateTest
{
    private static readonly string Stranger = CurveKeyPair.Generate().PublicKey;

    private ManualTime _time = null!;

    [SetUp]
    public void StopTheClock() => _time = new ManualTime();

    [Test]
    public void The_keys_of_all_public_files_are_found()
    {
        string first = SaveClient("first.key");
        string second = SaveClient("second");
        using Certificate withSecret = Certificate.Create([new("user", "carol")]);
        withSecret.Save(At("carol.key"));
        using Certificate hidden = Certificate.Create();
        hidden.SavePublic(At(".carol.key.x.tmp"));
        hidden.SavePublic(At("carol.key~"));
        CertificateFolder folder = new(Folder, _time);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(folder.Count, Is.EqualTo(3));
            Assert.That(folder.Problems, Is.Empty);
            Assert.That(folder.Contains(first), Is.True);
            Assert.That(folder.Contains(second), Is.True);
            Assert.That(folder.Contains(Z85.Decode(first)), Is.True, "as ZAP has it");
            Assert.That(folder.Contains(Encoding.ASCII.GetBytes(first)), Is.True);
            Assert.That(folder.Contains(hidden.PublicKey), Is.False);
            Assert.That(folder.Contains(Stranger), Is.False);
            Assert.That(folder.Find(withSecret.PublicKey)!.FindMetadata("user"), Is.EqualTo("carol"));
            Assert.That(folder.Find(withSecret.PublicKey)!.HasSecretKey, Is.False);
            foreach (int length in new[] { 0, 1, 31, 33, 39, 41 })
            {
                Assert.That(folder.Contains(new byte[length]), Is.False, $"{length} bytes");
            }

            Assert.That(() => folder.Contains((string)null!), Throws.ArgumentNullException);
            Assert.That(() => new CertificateFolder(At("missing")), Throws.TypeOf<DirectoryNotFoundException>());
            Assert.That(() => new CertificateFolder(string.Empty), Throws.ArgumentException);
        }
    }

    [Test]
    public void A_symbolic_link_to_a_named_pipe_or_a_device_is_a_problem_and_does_not_block()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has neither in a folder.");
        }

        string key = SaveClient("client");
        using (Process make = Process.Start("mkfifo", At(".pipe")))
        {
            make.WaitForExit();
        }

        _ = File.CreateSymbolicLink(At("link"), At(".pipe"));
        _ = File.CreateSymbolicLink(At("second"), At("link"));
        _ = File.CreateSymbolicLink(At("device"), "/dev/zero");
        _ = File.CreateSymbolicLink(At("file"), At("client"));
        CertificateFolder folder = new(Folder, _time);
        Assert.That(folder.Contains(key), Is.True);
        Assert.That(folder.Count, Is.EqualTo(1));
        Assert.That(folder.Problems.Select(static p => Path.GetFileName(p.Path)), Is.EquivalentTo(new[] { "link", "second", "device" }));
    }

    [Test]
    public void A_key_that_is_replaced_is_seen_though_size_and_time_stamp_stay()
    {
        string before = SaveClient("client");
        DateTime stamp = File.GetLastWriteTimeUtc(At("client"));
        CertificateFolder folder = new(Folder, _time);
        Assert.That(folder.Contains(before), Is.True);

        string after = CurveKeyPair.Generate().PublicKey;
        File.WriteAllText(At("client"), File.ReadAllText(At("client")).Replace(before, after, StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(At("client"), stamp);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(folder.Contains(before), Is.False);
            Assert.That(folder.Contains(after), Is.True);
        }
    }

    [Test]
    public void Files_that_come_and_go_count_at_the_next_lookup()
    {
        CertificateFolder folder = new(Folder, _time);
        string key = SaveClient("client");
        Assert.That(folder.Contains(key), Is.True, "a new file");
        File.Copy(At("client"), At("again"));
        folder.Refresh();
        File.Delete(At("client"));
        Assert.That(folder.Contains(key), Is.True, "another file has the key");
        File.Delete(At("again"));
        Assert.That(folder.Contains(key), Is.False);
        File.Move(Save(".elsewhere", out string moved), At("moved"));
        Assert.That(folder.Contains(moved), Is.True);
    }

    [Test]
    public void A_scan_pauses_for_nine_times_its_duration_and_known_keys_need_none()
    {
        string known = SaveClient("client");
        SlowTime time = new();
        CertificateFolder folder = new(Folder, time);
        string added = SaveClient("added");
        Assert.That(folder.Contains(added), Is.False, "a scan has just ended");
        File.Delete(At("client"));
        Assert.That(folder.Contains(known), Is.False, "revocation needs no scan");
        time.Advance(TimeSpan.FromDays(1));
        Assert.That(folder.Contains(added), Is.True);

        string last = SaveClient("last");
        Assert.That(folder.Contains(last), Is.False);
        folder.Refresh();
        Assert.That(folder.Contains(last), Is.True);
    }

    [TestCase("")]
    [TestCase("curve\n    public-key = \"half of a k")]
    public void A_file_that_is_half_written_keeps_its_key_for_the_grace(string half)
    {
        string key = SaveClient("client");
        string whole = File.ReadAllText(At("client"));
        CertificateFolder folder = new(Folder, _time);
        File.WriteAllText(At("client"), half);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(folder.Contains(key), Is.True);
            folder.Refresh();
            Assert.That(folder.Problems.Single().Path, Is.EqualTo(At("client")));
            Assert.That(folder.Problems.Single().Text, Does.Not.Contain("half of"));
            _time.Advance(TimeSpan.FromSeconds(CertificateFolder.GraceSeconds - 1));
            folder.Refresh();
            Assert.That(folder.Contains(key), Is.True, "within the grace");
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(folder.Contains(key), Is.False, "after the grace");
            File.WriteAllText(At("client"), whole);
            Assert.That(folder.Contains(key), Is.True, "written to its end");
            File.WriteAllText(At("client"), half);
            Assert.That(folder.Contains(key), Is.True, "the grace begins again");
            File.Delete(At("client"));
            Assert.That(folder.Contains(key), Is.False, "a deleted file has none");
        }
    }

    [Test]
    public void Files_that_are_no_certificates_are_listed_and_do_no_harm()
    {
        string key = SaveClient("client");
        File.WriteAllText(At("README"), "This is a folder.\n");
        File.WriteAllText(At("empty"), string.Empty);
        File.WriteAllBytes(At("large"), new byte[1_000_000]);
        Directory.CreateDirectory(At("folder"));
        SaveClient("folder/inner");
        CertificateFolder folder = new(Folder, _time);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(folder.Problems.Select(problem => Path.GetFileName(problem.Path)), Is.EquivalentTo(new[] { "README", "empty", "large" }));
            Assert.That(folder.Count, Is.EqualTo(1));
            Assert.That(folder.Contains(key), Is.True);
        }

        for (int i = 0; i < 200; i++)
        {
            File.WriteAllText(At($"bad{i}"), "bad\n");
        }

        folder.Refresh();
        Assert.That(folder.Problems, Has.Count.EqualTo(100));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "symbolic links need a privilege there")]
    public void Symbolic_links_are_followed_and_their_targets_may_change()
    {
        // As a Kubernetes volume is: files are links through a link to a folder, which is replaced.
        string first = Save("..1/client.key", out string before);
        Save("..2/client.key", out string after);
        Directory.CreateSymbolicLink(At("..data"), At("..1"));
        File.CreateSymbolicLink(At("client.key"), "..data/client.key");
        File.CreateSymbolicLink(At("nothing"), At("missing"));
        File.CreateSymbolicLink(At("self"), At("self"));
        CertificateFolder folder = new(Folder, _time);
        Assert.That(folder.Contains(before), Is.True);
        Assert.That(folder.Problems.Select(problem => Path.GetFileName(problem.Path)), Is.EquivalentTo(new[] { "nothing", "self" }));

        Directory.CreateSymbolicLink(At("..new"), At("..2"));
        Directory.Delete(At("..data"));
        Directory.Move(At("..new"), At("..data"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.Exists(first), Is.True);
            Assert.That(folder.Contains(before), Is.False);
            Assert.That(folder.Contains(after), Is.True);
        }
    }

    [Test]
    public void A_folder_that_goes_away_has_no_keys_until_it_comes_back()
    {
        Directory.CreateDirectory(At("clients"));
        string key = SaveClient("clients/client");
        CertificateFolder folder = new(At("clients"), _time);
        Directory.Move(At("clients"), At("away"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(folder.Contains(key), Is.False);
            Assert.That(folder.Contains(Stranger), Is.False);
            Assert.That(folder.Problems.Single().Path, Is.EqualTo(At("clients")));
        }

        Directory.Move(At("away"), At("clients"));
        Assert.That(folder.Contains(key), Is.True);
    }

    [Test]
    public async Task Lookups_from_several_threads_find_a_key_that_never_goes()
    {
        string stays = SaveClient("stays");
        using Certificate replaced = Certificate.Create();
        CertificateFolder folder = new(Folder);
        Task writer = Task.Run(() =>
        {
            for (int i = 0; i < 300; i++)
            {
                replaced.SavePublic(At("replaced"));
                SaveClient($"new{i % 10}");
            }
        });
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            do
            {
                Assert.That(folder.Contains(stays), Is.True);
                Assert.That(folder.Contains(Stranger), Is.False);
            }
            while (!writer.IsCompleted);
        }))];
        await Task.WhenAll([writer, .. readers]);
        folder.Refresh();
        Assert.That(folder.Contains(replaced.PublicKey), Is.True);
        Assert.That(folder.Count, Is.EqualTo(12));
    }

    private string Save(string name, out string publicKey)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        publicKey = SaveClient(name);
        return At(name);
    }

    /// <summary>A clock that goes on by a second with each look at it.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimeSpan.TicksPerSecond);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }
}
