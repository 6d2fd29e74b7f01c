using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using OpenTelemetry.Metrics;

namespace ZmqNative.Samples.Gateway;

/// <summary>Builds the service.</summary>
internal static class GatewayApp
{
    /// <param name="args">The arguments, such as <c>--Gateway:Topic=updates --urls=http://localhost:8000</c>.</param>
    /// <param name="configure">Further changes, for tests.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The configuration is wrong; each failure names its key.</exception>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Settings and pages are in the folder of the program, not in the current one.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        configure?.Invoke(builder);
        GatewayOptions options = GatewayOptionsReader.Read(builder.Configuration);
        ListenWhereTheGuideDoes(builder);
        AddServices(builder.Services, options);

        WebApplication app = builder.Build();
        Use(app, options);
        return app;
    }

    private static void ListenWhereTheGuideDoes(WebApplicationBuilder builder)
    {
        ConfigurationManager configuration = builder.Configuration;
        if (configuration["urls"] is null && configuration["http_ports"] is null && configuration["https_ports"] is null
            && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls("http://localhost:8000");
        }
    }

    private static void AddServices(IServiceCollection services, GatewayOptions options)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = options.MaxRequestLineBytes;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        });

        // A value of a form has 4 MiB by default, and a message may have more.
        services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(
            form => form.ValueLengthLimit = (int)Math.Max(form.ValueLengthLimit, options.MaxBodyBytes));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Plain);
            json.SerializerOptions.Encoder = GatewayJson.Plain.Options.Encoder;
        });
        services.AddProblemDetails(static problems => problems.CustomizeProblemDetails = ProblemTitles.Customize);
        services.AddHttpContextAccessor();
        services.AddOpenApi(static openApi => openApi
            .AddOperationTransformer(ApiDescription.DescribeOperationAsync)
            .AddDocumentTransformer(ApiDescription.DescribeDocumentAsync));

        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<TextCatalog>();
        services.AddSingleton<LivePage>();
        services.AddSingleton<LiveSignal>();
        services.AddSingleton(provider => new MessageLog(options.BufferSize, options.BufferBytes, provider.GetRequiredService<LiveSignal>()));
        services.AddSingleton<ListLimiter>();
        services.AddSingleton<GatewayCounters>();
        services.AddSingleton<ShutdownDeadline>();
        GatewayLinks.Add(services, options);
        services.AddSingleton<LiveStatus>();
        services.AddHostedService(static provider => provider.GetRequiredService<LiveStatus>());
        services.AddSingleton<LiveStream>();

        services.AddHealthChecks().AddCheck<GatewayHealth>("gateway");
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddMeter("ZmqNative", GatewayCounters.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddPrometheusExporter());
    }

    private static void Use(WebApplication app, GatewayOptions options)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseApiKey(options.ApiKey);
        PhysicalFileProvider pages = new(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseStaticFiles(new StaticFileOptions { FileProvider = pages, OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = "no-cache" });
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "ZmqNative gateway";
            ui.SwaggerEndpoint("/openapi/v1.json", "gateway");
            ui.EnableTryItOutByDefault();

            // Without it a phone shows the page 980 pixels wide.
            ui.HeadContent = "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
            ui.InjectStylesheet("../docs.css");
            ui.InjectJavascript("../docs.js", "module");
        });

        foreach (string path in LivePage.Paths)
        {
            app.MapMethods(path, ["GET", "HEAD"], static (HttpContext context, LivePage page) => page.HandleAsync(context)).ExcludeFromDescription();
        }

        app.MapGet("/texts", TextAnswer.Handle).ExcludeFromDescription();
        app.MapOpenApi();
        app.MapPrometheusScrapingEndpoint();
        app.MapHealthChecks("/health", new() { ResponseWriter = HealthAnswer.WriteAsync });
        app.MapGet("/events", static (HttpContext context, LiveStream stream) => stream.HandleAsync(context)).ExcludeFromDescription();
        MessageEndpoints.Map(app);
    }
}
