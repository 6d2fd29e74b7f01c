using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace ZmqNative.Tests;

/// <summary>Properties that FsCheck checks with generated values: the same values in every run.</summary>
internal static class Properties
{
    private const int Values = 2000;

    // Any numbers will do; the second one is odd.
    private static readonly Replay Seed = new(new Rnd(16, 17), FSharpOption<int>.None);

    /// <summary>Fails the test with the smallest value for which a property does not hold or throws.</summary>
    public static void Hold<T>(Func<T, bool> property) => Check(Prop.ForAll(property));

    /// <summary>Fails the test with the smallest generated value for which a property does not hold or throws.</summary>
    public static void Hold<T>(Gen<T> values, Func<T, bool> property) => Check(Prop.ForAll(values.ToArbitrary(), property));

    private static void Check(Property property) =>
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(Values).WithReplay(FSharpOption<Replay>.Some(Seed)));
}
