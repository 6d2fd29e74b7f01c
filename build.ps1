# Starts build.cake: ./build.ps1 [target] [--arg=value ...]; ./build.ps1 --help lists the targets.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine('build.ps1 needs the .NET 10 SDK (https://dotnet.microsoft.com/download) on the PATH.')
    exit 1
}

# Restoring costs a second even when there is nothing to do. The marker alone would not detect another user's or an
# emptied package folder.
$manifest = Get-Item '.config/dotnet-tools.json'
$version = (Get-Content $manifest -Raw | ConvertFrom-Json).tools.'cake.tool'.version
$packages = if ($env:NUGET_PACKAGES) { $env:NUGET_PACKAGES } else { Join-Path $HOME '.nuget/packages' }
$marker = Get-Item '.cake/restored' -Force -ErrorAction SilentlyContinue
if (-not $marker -or $marker.LastWriteTime -lt $manifest.LastWriteTime -or
    -not (Test-Path (Join-Path $packages "cake.tool/$version"))) {
    Write-Host "Restoring the build tool (Cake $version)"
    dotnet tool restore
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
    New-Item '.cake' -ItemType Directory -Force | Out-Null
    Set-Content '.cake/restored' $version
}

$target = 'tour'
$rest = @($args)
if ($rest.Count -and $rest[0] -in '-h', '--help') {
    $target = 'help'
    $rest = @($rest | Select-Object -Skip 1)
}
elseif ($rest.Count -and -not "$($rest[0])".StartsWith('-')) {
    $target = $rest[0]
    $rest = @($rest | Select-Object -Skip 1)
}
dotnet cake "--target=$target" --verbosity=minimal --no-report '--' @rest
exit $LASTEXITCODE
