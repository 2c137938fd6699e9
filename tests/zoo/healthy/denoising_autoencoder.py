"""Remove noise from digits with a small convolutional autoencoder."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--noise", type=float, default=0.3)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

images = torch.tensor(load_digits().images / 16, dtype=torch.float32).unsqueeze(1)
images = images[torch.randperm(len(images))]
loader = DataLoader(TensorDataset(images[:1500]), batch_size=32, shuffle=True)
encoder = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2, padding=1))
decoder = nn.Sequential(
    nn.ReLU(), nn.ConvTranspose2d(16, 8, 2, stride=2), nn.ReLU(), nn.ConvTranspose2d(8, 1, 2, stride=2), nn.Sigmoid()
)
autoencoder = nn.Sequential(encoder, decoder)
optimizer = torch.optim.Adam(autoencoder.parameters(), lr=3e-3)
mse = nn.MSELoss()

for epoch in range(args.epochs):
    autoencoder.train()
    total = 0.0
    for (clean,) in loader:
        noisy = clean + args.noise * torch.randn_like(clean)
        loss = mse(autoencoder(noisy), clean)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(clean)
    autoencoder.eval()
    with torch.no_grad():
        noisy = images[1500:] + args.noise * torch.randn_like(images[1500:])
        val = mse(autoencoder(noisy), images[1500:])
    print(f"epoch [{epoch + 1}/{args.epochs}], loss:{total / 1500:.5f}, val_loss:{val:.5f}")
